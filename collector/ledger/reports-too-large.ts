/**
 * A report would go over more, or answer more, than its host can hold; nothing has been harmed. The
 * message names the parameters of the question that make it so, and the way out.
 */
export class ReportTooLargeError extends Error {
  override name = 'ReportTooLargeError'
}

/** The error of this file, when it has that name: between threads and objects errors lose their class. */
export const reportErrorNamed = (name: string, message: string): Error | undefined =>
  name === 'ReportTooLargeError' ? new ReportTooLargeError(message) : undefined
