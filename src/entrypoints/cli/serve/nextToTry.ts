/** What someone who started the demo reads: where to look, and how to send an event of one's own. */
export function nextToTry(url: string): string {
  const detail = { service: 'checkout', eventType: 'order.placed', team: 'payments', level: 'info', status: 200 }
  const event = JSON.stringify({ ...detail, latencyMs: 184, message: 'My first order' })
  const entries = JSON.stringify([{ Source: 'my.shop', DetailType: 'order.placed', Detail: event }])
  return `deltaboard is ready at ${url}

  Open it, and send an event of your own. With curl:

    curl ${url}/events -d '${event}'

  With the AWS CLI, as to EventBridge:

    AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local aws events put-events --region us-east-1 \\
      --endpoint-url ${url} --entries '${entries}'

  Then filter for it: type "my first" in the page. ctrl-C ends it.

`
}
