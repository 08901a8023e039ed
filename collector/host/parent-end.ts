const LOOK_MS = 500

/**
 * Tells when the parent of this process has ended. npm runs a script through a shell and passes a
 * signal on to that shell alone: without this, `kill <pid of npm>` would leave a collector behind that
 * holds its port and its folder.
 */
export function onParentEnd(ended: () => void): void {
  const parent = process.ppid
  const timer = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(timer)
    ended()
  }, LOOK_MS)
  timer.unref()
}
