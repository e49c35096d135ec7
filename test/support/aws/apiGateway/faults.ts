/** What goes wrong on demand; a test changes it while the API runs. */
export interface Faults {
  /** "Manage connected users and client apps: $connect and $disconnect routes": delivery of `$disconnect` is best effort. */
  loseDisconnect: boolean
  /** Header names as an HTTP/2 proxy in front leaves them. */
  lowerCaseHeaders: boolean
  /** Asked before each post: a status to answer with, 'hang up' to cut the call, a promise to delay it; undefined: as usual. */
  post: ((connectionId: string, body: Buffer) => PostFault | Promise<PostFault>) | undefined
}

export type PostFault = 410 | 429 | 500 | 503 | 'hang up' | undefined

export function noFaults(): Faults {
  return { loseDisconnect: false, lowerCaseHeaders: false, post: undefined }
}
