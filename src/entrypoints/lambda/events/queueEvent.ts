import * as z from 'zod'

/** What is read of an SQS event. */
export const queueEvent = z.object({
  Records: z.array(
    z
      .object({
        messageId: z.string(),
        receiptHandle: z.string(),
        body: z.string(),
        attributes: z.object({ ApproximateReceiveCount: z.coerce.number().int().min(1) }),
      })
      .transform(({ attributes, body, messageId, receiptHandle }) => ({
        messageId,
        receiptHandle,
        body,
        attempt: attributes.ApproximateReceiveCount,
      })),
  ),
})
