/** Prints the schedule of a seed: `node print.ts '{"seed":1,"devices":4,"days":3,"steps":12,"kills":0.3}'`. */
import { plan, type Size } from './plan.ts'

process.stdout.write(JSON.stringify(plan(JSON.parse(process.argv[2] ?? '{}') as Size)))
