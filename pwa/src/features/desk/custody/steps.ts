import { dayTimeSecond } from '../when'
import { listed } from '../words'
import { CHECKS, joined, partyRole, purposeWord, stateWord, troubleWord, type Step } from './words'
import { t, type Key } from './texts'

/** What a step is called; a refused answer and a changed or withdrawn pack have their own words. */
export function titleOf(step: Step, first: boolean): string {
  if (step.kind === 'offer') return t('step.offer', { purpose: purposeWord(step.purpose) })
  if (step.kind === 'answer' && step.accept === false) return t('step.refuse')
  if (step.kind === 'seal' && step.why === 'reseal') return t('step.reseal')
  if (step.kind === 'prepared') return t(step.withdrawn ? 'step.withdrawn' : first ? 'step.prepared' : 'step.changed')
  return t(`step.${step.kind}` as Key)
}

/** Everything a step says, in short sentences. */
export function linesOf(step: Step): string[] {
  const checked = step.checks && CHECKS.filter((one) => step.checks![one]).map((one) => t(`check.${one}`))
  const off = step.checks && CHECKS.filter((one) => !step.checks![one]).map((one) => t(`check.${one}`))
  const counts = step.counts
  const install = step.installation
  return [
    joined([
      step.to && t('say.to', { name: step.to.name, role: partyRole(step.to) }),
      step.way && step.mode && `${t(`way.${step.way}`)} · ${t(`mode.${step.mode}`)}`,
      step.room && t('say.room', { room: step.room }),
      step.place && t('say.place', { place: step.place }),
      step.lock && t('say.lock', { lock: step.lock }),
      step.witness && t('say.witness', { name: step.witness.name, phone: step.witness.phone }),
      step.state && t('say.state', { state: stateWord(step.state) }),
    ]),
    joined([
      step.strip && t('say.strip', { strip: step.strip }),
      step.copies !== null && t('say.copies', { n: step.copies }),
      checked?.length === CHECKS.length && t('say.checks', { list: listed(checked) }),
      off?.length && t('say.bad', { list: listed(off) }),
    ]),
    joined([
      counts?.issued != null && t('say.count', { issued: counts.issued, spare: counts.spare ?? 0, void: counts.void ?? 0 }),
      counts?.collected != null && t('say.collect', { collected: counts.collected, missing: counts.missing ?? 0 }),
      counts?.pieces != null && t('say.pieces', { n: counts.pieces }),
      counts?.scrap != null && t('say.scrap', { n: counts.scrap }),
    ]),
    joined([
      step.kind === 'open' && t(step.shown ? 'say.shown' : 'say.notShown'),
      step.witnesses > 0 && t('say.witnesses', { n: step.witnesses }),
    ]),
    install ? t('say.install', { ...install, clean: t(install.clean ? 'say.clean' : 'say.dirty') }) : '',
    step.backup ? t('say.backup', step.backup) : '',
    ...step.errata.map((one) => t('say.erratum', { page: /^\d+$/.test(one.page) ? t('say.page', { n: one.page }) : one.page, text: one.text })),
    joined([step.fault ? troubleWord(step.fault) : null, step.what ? troubleWord(step.what) : null, step.reason, step.facts]),
    step.others.length ? t('step.with', { list: listed(step.others) }) : '',
  ].filter(Boolean)
}

/** Times in pairs: what the phone said, and what is proven. */
export function timesOf(step: Step): string[] {
  return [
    t('time.stated', { time: dayTimeSecond(step.at) }),
    step.earliest === null
      ? t('time.before', { time: dayTimeSecond(step.latest ?? step.received) })
      : t('time.proved', { from: dayTimeSecond(step.earliest), to: dayTimeSecond(step.latest ?? step.received) }),
  ]
}
