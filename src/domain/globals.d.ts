/** The one thing of the Web platform that the domain uses: pure, and the same in browsers, Workers and Node. */
declare class TextEncoder {
  encode(text: string): Uint8Array
}
