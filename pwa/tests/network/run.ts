/**
 * Several phones live through a schedule against a running server; started by tests/resilience/weather.py.
 * Input: one JSON line on stdin. Output: JSON lines, the last of them the report the oracle judges.
 */
import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

import { build } from 'vite'

import { now as pace, Phone, type Tab } from './phone.ts'
import { dice, PHOTOS, type Plan, type Step } from './plan.ts'

interface Job {
  url: string
  event: string
  offsetFile: string
  codes: { activation: string; enrol: string }[]
  plan: Plan
}

interface Claim {
  phone: number
  hash: string
  seq: number
  outcome: string | null
  /** Time of the house when the screen said 中心已收到. */
  at: number
}

const PIN = '135790'
const PATIENCE_MS = 120_000
const RESCUE_MS = 10_000
const DAY_MS = 86_400_000
const ROUNDS = 40
const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
const say = (message: object): boolean => process.stdout.write(`${JSON.stringify(message)}\n`)

// 600,000 rounds are for thieves; these phones are opened hundreds of times.
const derive = crypto.subtle.deriveBits.bind(crypto.subtle)
crypto.subtle.deriveBits = (how, key, length) => {
  const { iterations } = how as Pbkdf2Params
  return derive(iterations ? ({ ...(how as object), iterations: 10 } as Pbkdf2Params) : how, key, length)
}

/** Promises nobody listened to; those of a page that died fail with its transactions. */
const unheard: string[] = []
process.on('unhandledRejection', (error) => {
  if (!(error instanceof DOMException)) unheard.push(`nobody heard: ${error instanceof Error ? error.stack : String(error)}`)
})

async function bundled(): Promise<string> {
  const root = fileURLToPath(new URL('../..', import.meta.url))
  const made = await build({
    root,
    configFile: false,
    logLevel: 'error',
    resolve: { alias: { '@': fileURLToPath(new URL('../../src', import.meta.url)) } },
    define: { 'process.env.NODE_ENV': '"production"', __VUE_OPTIONS_API__: 'false', __VUE_PROD_DEVTOOLS__: 'false', __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false' },
    build: { write: false, minify: false, target: 'es2022', lib: { entry: fileURLToPath(new URL('page.ts', import.meta.url)), formats: ['iife'], name: 'page', fileName: 'page' } },
  })
  const [output] = Array.isArray(made) ? made : [made]
  if (!output || !('output' in output)) throw new Error('no bundle')
  return output.output[0].code
}

/** A real, tiny JPEG with as much comment as the photo should weigh. */
const PIXEL = Buffer.from(
  '/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAAMCAgMCAgMDAwMEAwMEBQgFBQQEBQoHBwYIDAoMDAsKCwsNDhIQDQ4RDgsLEBYQERMUFRUVDA8XGBYUGBIUFRT/wAALCAABAAEBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAACf/EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAD8AVN//2Q==',
  'base64',
)

function photo(size: number): Buffer {
  const parts = [PIXEL.subarray(0, 2)]
  for (let left = size; left > 0; left -= 60_000) {
    const text = randomBytes(Math.min(left, 60_000))
    parts.push(Buffer.from([0xff, 0xfe, (text.length + 2) >> 8, (text.length + 2) & 255]), text)
  }
  return Buffer.concat([...parts, PIXEL.subarray(2)])
}

class House {
  private readonly job: Job
  private offset = 0
  private up: Promise<void> = Promise.resolve()
  private rise: () => void = () => undefined
  down = false

  constructor(job: Job) {
    this.job = job
  }

  /** The other side of the pipe says that the server answers again. */
  readonly risen = (): void => this.rise()

  readonly time = (): number => Date.now() + this.offset

  /** SIGKILL, and a new start; the other side of the pipe does it. */
  readonly kill = (what: string): void => {
    if (what === 'web') {
      if (this.down) return
      this.down = true
      this.up = new Promise((resolve) => {
        this.rise = () => {
          this.down = false
          resolve()
        }
      })
    }
    say({ kill: what })
  }

  ready(): Promise<void> {
    return this.up
  }

  pass(ms: number): void {
    this.offset += ms
    writeFileSync(this.job.offsetFile, String(this.offset))
  }
}

/** Before the storm a busy machine may drop a connection: a person taps again, and is answered again. */
async function insist<T extends { ok: boolean; kind?: string }>(ask: () => Promise<T>): Promise<T> {
  let answer = await ask()
  for (let again = 0; again < 5 && answer.kind === 'network'; again++) answer = await ask()
  return answer
}

/** A phone with the person who uses it, and what the screen has told that person. */
class Supervisor {
  readonly phone: Phone
  readonly sealed = new Set<string>()
  readonly claims = new Map<string, Claim>()
  readonly fileClaims = new Map<string, number>()
  readonly wrong: string[] = []
  private readonly drafts = new Map<string, string>()
  private readonly house: House
  private readonly event: string
  private readonly photos: Buffer[]
  tab: Tab
  private other: Tab | null = null
  slot = ''
  deaths = 0
  private nextDeath: number | null = null

  constructor(phone: Phone, house: House, event: string, photos: Buffer[]) {
    this.phone = phone
    this.house = house
    this.event = event
    this.photos = photos
    this.tab = phone.open()
  }

  async enrol({ activation, enrol }: { activation: string; enrol: string }): Promise<void> {
    const { tab } = this
    const found = await insist(() => tab.http.api('POST', '/activation', { body: { code: activation } }))
    if (!found.ok) throw new Error(JSON.stringify(found))
    const { person, centre, challenge, root } = found.data
    const made = await tab.slots.create(person, PIN, { centre: centre.id, root, label: 'Node', code: enrol, challenge })
    const answer = await insist(() => tab.http.api('POST', '/devices', { body: { activation, enrol_code: enrol, enrolment: made.enrolment, label: 'Node' } }))
    if (!answer.ok) throw new Error(JSON.stringify(answer))
    this.slot = made.slot.id
    await tab.slots.confirm(this.slot, answer.data.device)
    await tab.slots.unlock(this.slot, PIN)
    await tab.kit.refreshKit(this.event)
  }

  /** Opens the app again after its page died; what the screen said was kept must be there. */
  async reopen(): Promise<void> {
    // A phone without Web Locks waits until the dead page's lease is over.
    if (this.phone.index % 2) this.phone.skew += 61_000
    this.tab = this.phone.open()
    const opened = await this.tab.slots.unlock(this.slot, PIN)
    if (!opened.ok) throw new Error(`phone ${this.phone.index} does not open: ${opened.reason}`)
    await this.tab.outbox.recount()
    await this.look()
    const kept = new Map((await this.tab.drafts.readDrafts(this.event)).map(({ field, value }) => [field, JSON.stringify(value)]))
    const sealed = (await this.tab.kit.entriesOf(this.event)).map(({ data }) => JSON.stringify(data))
    for (const [field, value] of this.drafts) {
      const { remark = '', text = '' } = JSON.parse(value) as { remark?: string; text?: string }
      if (kept.get(field) === value) continue
      // Sealed before the page died: its fate is followed by its hash from now on, also when it is refused.
      if (sealed.some((data) => data.includes(remark + text))) this.drafts.delete(field)
      else this.wrong.push(`the words of ${field} were called kept and are gone`)
    }
  }

  /** Takes down what the screen shows, and compares it with what it showed before. */
  async look(): Promise<void> {
    const at = this.house.time()
    const items = await this.tab.outbox.outboxList()
    const here = new Set(items.map(({ hash }) => hash))
    for (const item of items) {
      this.sealed.add(item.hash)
      if (item.seq !== null && !this.claims.has(item.hash)) this.claims.set(item.hash, { phone: this.phone.index, hash: item.hash, seq: item.seq, outcome: item.code, at })
      for (const { sha256, covered } of item.files) if (covered && !this.fileClaims.has(sha256)) this.fileClaims.set(sha256, at)
      if (item.state === 'received' && item.seq === null) this.wrong.push(`${item.hash} counts as received without a receipt`)
      if (item.state === 'received' && item.files.some(({ covered }) => !covered)) this.wrong.push(`${item.hash} counts as received without its files`)
    }
    for (const hash of this.sealed) if (!here.has(hash) && !this.claims.has(hash)) this.wrong.push(`${hash} left the phone and nobody ever received it`)
  }

  /** After a round of sending: the figures always on screen agree with the list. */
  private async lookAfterSending(): Promise<void> {
    await this.look()
    const items = await this.tab.outbox.outboxList()
    const open = items.some(({ seq, files }) => seq === null || files.some(({ covered }) => !covered))
    // The figures follow a seal by a moment; those of a page whose turn a twin had, by its next look.
    for (let i = 0; i < 10 && open !== this.tab.status.waiting > 0; i++) {
      await wait(50)
      if (this.other && !this.other.dead()) await this.tab.sync.flush()
    }
    if (open !== this.tab.status.waiting > 0) this.wrong.push(`待上传 ${this.tab.status.waiting}, but the list says otherwise`)
  }

  private async write(step: Extract<Step, { do: 'write' }>): Promise<void> {
    const { tab, event } = this
    const files = []
    for (const index of step.photos) files.push({ ...(await tab.files.storePhoto(new Blob([new Uint8Array(this.photos[index] ?? [])], { type: 'image/jpeg' }))), role: 'photo' as const })
    const photos = files.map(({ sha256 }) => sha256)
    const value = step.field === 'label' ? { text: step.remark } : { grade: step.grade, remark: step.remark, basis: { how: 'seen', rooms: 1 }, corrected: false, via: null, photos }
    const manifest = step.field === 'label' ? [] : files
    // While it is being written over, either word may survive a crash.
    this.drafts.delete(step.field)
    await tab.drafts.saveDraft(event, step.field, value, manifest)
    if (tab.status.saved) this.drafts.set(step.field, JSON.stringify(value))
    if (!step.seal) return
    const parents = (tab.fold.fold(await tab.kit.entriesOf(event)).get(step.field) ?? []).map(({ hash }) => hash)
    const hash = await tab.drafts.sealDraft(event, step.field, parents.slice(0, 64))
    this.drafts.delete(step.field)
    if (hash) this.sealed.add(hash)
  }

  private async twin(faults: string[]): Promise<void> {
    const other = this.phone.open()
    // When the page that waits for both dies, its twin lives on.
    this.other = other
    this.phone.link.faults.push(...faults)
    await Promise.all([other.sync.flush({ now: true }), this.tab.sync.flush({ now: true })])
    other.kill()
  }

  private async rescue(by: Supervisor): Promise<void> {
    const file = await this.tab.rescue.rescueFile().catch(() => null)
    if (!file) return
    const headers = { 'Content-Type': 'application/octet-stream' }
    const sent = by.tab.http.api('POST', '/rescue', { body: file, headers, timeout: 60_000 })
    // The colleague's page may die meanwhile, and nobody waits for a dead page.
    await Promise.race([sent, wait(RESCUE_MS)])
  }

  private async act(step: Step, all: Supervisor[]): Promise<void> {
    const { tab, phone } = this
    switch (step.do) {
      case 'write':
        return this.write(step)
      case 'send':
        if (step.patient) await this.house.ready()
        phone.link.faults = [...step.faults]
        await tab.sync.flush({ now: step.now })
        phone.link.faults = []
        return this.lookAfterSending()
      case 'kit':
        phone.link.faults = [...step.faults]
        await tab.kit.refreshKit(this.event).catch(() => undefined)
        phone.link.faults = []
        return this.look()
      case 'clock':
        phone.skew = step.by
        return
      case 'twin':
        return this.twin(step.faults)
      case 'rescue':
        return this.rescue(all[step.by] ?? this)
      case 'ghosts':
        await this.house.ready()
        return phone.link.release()
      case 'die':
        return
    }
  }

  /** Whatever happens, the app must come back to its user. */
  private inTime(step: Step, work: Promise<void>, tab: Tab): Promise<void> {
    let over = false
    const bell = wait(PATIENCE_MS).then(() => {
      if (!over && !tab.dead()) this.wrong.push(`${JSON.stringify(step)} never ended; ${JSON.stringify(tab.status)}`)
    })
    return Promise.race([work.finally(() => (over = true)), bell])
  }

  /** One day of this phone; a page that dies never finishes what it was doing. */
  async live(steps: Step[], all: Supervisor[]): Promise<void> {
    for (const step of steps) {
      if (step.do === 'die') {
        this.nextDeath = step.after
        continue
      }
      const work = this.inTime(step, this.act(step, all), this.tab)
      if (this.nextDeath === null) {
        await work
        continue
      }
      const death = wait(this.nextDeath).then(() => 'dead' as const)
      this.nextDeath = null
      work.catch(() => undefined)
      if ((await Promise.race([work.then(() => 'done' as const, () => 'done' as const), death])) === 'done') await death
      this.tab.kill()
      this.deaths += 1
      this.phone.link.faults = []
      await this.reopen()
    }
  }

  /** Good weather: everything goes out by itself. */
  async settle(): Promise<boolean> {
    this.phone.skew = 0
    this.phone.link.faults = []
    await this.tab.sync.flush({ now: true })
    await this.tab.kit.refreshKit(this.event).catch(() => undefined)
    await this.lookAfterSending()
    return this.tab.status.waiting === 0
  }

  async heads(): Promise<Record<string, string[]>> {
    const folded = this.tab.fold.fold(await this.tab.kit.entriesOf(this.event))
    return Object.fromEntries([...folded].map(([field, list]) => [field, list.map(({ hash }) => hash)]))
  }

  async box(): Promise<object[]> {
    return (await this.tab.outbox.outboxList()).map(({ hash, state, code, seq, files }) => ({ hash, state, code, seq, files: files.map(({ sha256, covered, code: why }) => [sha256, covered, why]) }))
  }
}

async function live(job: Job, house: House): Promise<object> {
  const code = await bundled()
  const roll = dice(job.plan.seed)
  const photos = Array.from({ length: PHOTOS }, () => photo(roll.pick([300, 20_000, 90_000, 700_000])))
  const net = { url: job.url, kill: house.kill }
  const team = job.codes.slice(0, job.plan.devices).map((_, i) => new Supervisor(new Phone(i, net, code, house.time), house, job.event, photos))
  for (const [i, one] of team.entries()) await one.enrol(job.codes[i] ?? { activation: '', enrol: '' })
  for (const [number, day] of job.plan.days.entries()) {
    if (number) house.pass(DAY_MS)
    await Promise.all(team.map((one, i) => one.live(day[i] ?? [], team)))
    await house.ready()
  }
  // The network is good again, and what hung in it arrives late; a dead page's lease is over.
  pace.haste = 1
  house.pass(61_000)
  for (const one of team) await one.phone.link.release()
  let left = team
  for (let round = 0; left.length && round < ROUNDS; round++) {
    const done = await Promise.all(left.map((one) => one.settle()))
    left = left.filter((_, i) => !done[i])
    if (left.length) await wait(250)
  }
  for (const one of team) await one.settle()
  const heads = await Promise.all(team.map((one) => one.heads()))
  const boxes = await Promise.all(team.map((one) => one.box()))
  // Eight days later the phones may forget what receipts cover, and only that.
  house.pass(8 * DAY_MS)
  for (const one of team) await one.settle()
  const after = await Promise.all(team.map((one) => one.box()))
  const met: Record<string, number> = {}
  for (const { phone } of team) for (const [fault, count] of phone.link.met) met[fault] = (met[fault] ?? 0) + count
  return {
    wrong: unheard.concat(team.flatMap(({ wrong, phone }) => wrong.map((text) => `phone ${phone.index}: ${text}`))),
    sealed: team.map(({ sealed }) => [...sealed]),
    claims: team.flatMap(({ claims }) => [...claims.values()]),
    files: team.flatMap(({ fileClaims }) => [...fileClaims]),
    stuck: left.map(({ phone, tab }) => ({ phone: phone.index, failure: tab.status.failure, waiting: tab.status.waiting })),
    heads, boxes, after, met,
    deaths: team.reduce((sum, { deaths }) => sum + deaths, 0),
  }
}

let house: House | null = null

createInterface({ input: process.stdin }).on('line', (line) => {
  if (house) return house.risen()
  const job = JSON.parse(line) as Job
  house = new House(job)
  live(job, house)
    .then((report) => process.stdout.write(`${JSON.stringify({ report })}\n`, () => process.exit(0)))
    .catch((error: unknown) => {
      process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
      process.exit(1)
    })
})
