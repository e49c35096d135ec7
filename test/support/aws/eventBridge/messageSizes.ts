const mebibyte = 1_048_576

interface Sent {
  readonly MessageBody?: string
  readonly MessageAttributes?: { readonly [name: string]: { readonly DataType: string; readonly StringValue?: string } }
}

/** Bytes of a message as SQS counts them: its body, and of each attribute name, type and value. */
function sizeOf({ MessageAttributes = {}, MessageBody = '' }: Sent): number {
  const attributes = Object.entries(MessageAttributes).flatMap(([name, of]) => [
    name,
    of.DataType,
    of.StringValue ?? '',
  ])
  return [MessageBody, ...attributes].reduce((bytes, text) => bytes + Buffer.byteLength(text), 0)
}

/** What SQS says to `SendMessage` and `SendMessageBatch` with more than 1 MiB ("Amazon SQS message quotas"); else undefined. */
export function messagesRefusal(
  asked: Sent & { readonly Entries?: readonly Sent[] },
): { readonly __type: string; readonly message: string } | undefined {
  const bytes = (asked.Entries ?? [asked]).reduce((sum, one) => sum + sizeOf(one), 0)
  if (bytes <= mebibyte) return undefined
  if (asked.Entries !== undefined) {
    const message = `Batch requests cannot be longer than ${mebibyte} bytes. You have sent ${bytes} bytes.`
    return { __type: 'com.amazonaws.sqs#BatchRequestTooLong', message }
  }
  const message = `One or more parameters are invalid. Reason: Message must be shorter than ${mebibyte} bytes.`
  return { __type: 'com.amazonaws.sqs#InvalidParameterValue', message }
}
