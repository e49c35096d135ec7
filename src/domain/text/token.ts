/** A token has at most this many UTF-16 units; what is longer is cut into several. */
export const longestToken = 255
