import { begin } from './begin.ts'
import { features } from './features.ts'
import { withAddress } from './settings.ts'

begin(features, withAddress(document.currentScript as HTMLScriptElement))
