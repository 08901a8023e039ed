import { BarChart, LineChart, SankeyChart } from 'echarts/charts'
import { GridComponent, LegendComponent, TooltipComponent } from 'echarts/components'
import { use } from 'echarts/core'
import { CanvasRenderer } from 'echarts/renderers'

// Only what pages draw: the rest of the library is left out of the build.
use([
  ...[BarChart, LineChart, SankeyChart],
  ...[GridComponent, LegendComponent, TooltipComponent],
  CanvasRenderer,
])

export { init } from 'echarts/core'
