import { MemoryDeadLetters } from '../../../src/adapters/memory/memoryDeadLetters.js'
import { deadLettersContract } from '../../contracts/deadLetters.contract.js'

deadLettersContract('memory', async () => ({ letters: new MemoryDeadLetters(5), max: 5 }))
