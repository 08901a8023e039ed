import { useId, useState } from 'preact/hooks'

interface DropZoneProps {
  /** Of the file that was chosen. */
  name: string | undefined
  onFile: (file: File) => void
}

/** Takes a file that is dropped on it, or chosen by its button. */
export function DropZone({ name, onFile }: DropZoneProps) {
  const id = useId()
  const [isOver, setOver] = useState(false)
  const take = (files: FileList | null | undefined) => {
    const file = files?.[0]
    if (file) onFile(file)
  }
  return (
    <section
      class={isOver ? 'drop over' : 'drop'}
      aria-label="File"
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault()
        setOver(false)
        take(event.dataTransfer?.files)
      }}
    >
      <span>{name ?? 'Drop a file here, or'}</span>
      <input
        {...{ id, type: 'file', class: 'hidden' }}
        accept=".csv,.tsv,.txt,.json,text/csv,text/plain"
        onChange={({ currentTarget }) => {
          take(currentTarget.files)
          // So that the same file can be chosen again once it was mended.
          currentTarget.value = ''
        }}
      />
      <label htmlFor={id}>{name === undefined ? 'Choose a file' : 'Choose another file'}</label>
    </section>
  )
}
