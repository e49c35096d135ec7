import * as z from 'zod'

// Bundles run where code can't be made from text; imported first, so that no schema tries.
z.config({ jitless: true })
