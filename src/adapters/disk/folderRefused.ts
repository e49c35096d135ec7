import type { Refusal } from '../../domain/refusal.js'

/** Why a folder cannot be used, for whoever named it: nothing of it was changed. */
export class FolderRefused extends Error implements Refusal {
  readonly code: 'bad_config' | 'in_use'

  constructor(code: FolderRefused['code'], message: string) {
    super(message)
    this.name = 'FolderRefused'
    this.code = code
  }
}

const reasons: ReadonlyMap<string, string> = new Map([
  ['EACCES', 'this user may not write there'],
  ['EPERM', 'this user may not write there, or its file system takes no sockets'],
  ['EROFS', 'its file system is read-only'],
  ['ENOSPC', 'the disk is full'],
  ['EDQUOT', 'the disk quota is used up'],
  ['EEXIST', 'it is a file'],
  ['ENOTDIR', 'a part of it is a file'],
  ['ENOTSUP', 'its file system takes no sockets, which mark who holds a folder'],
  ['EOPNOTSUPP', 'its file system takes no sockets, which mark who holds a folder'],
])

/** What a fault of the file system says of a folder, in one line. */
export function unusable(dir: string, fault: unknown): FolderRefused {
  const { code, message } = fault as NodeJS.ErrnoException
  const why = reasons.get(code ?? '') ?? message
  return new FolderRefused('bad_config', `the folder ${dir} cannot be used: ${why}`)
}
