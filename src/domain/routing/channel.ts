/** `all`, or `<field>:<value>` with a routable field and the value verbatim up to the end. */
export type Channel = string
