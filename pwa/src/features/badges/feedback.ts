/** What a guard hears and feels without looking: one high note, two low, one middle; one pulse, three, two. */
import { settings } from '@/app/settings'

import type { Tone } from './verdict'

const NOTES: Record<Tone, { hertz: number; times: number }> = { a: { hertz: 1320, times: 1 }, b: { hertz: 660, times: 1 }, c: { hertz: 220, times: 2 } }
const PULSES: Record<Tone, number[]> = { a: [80], b: [80, 80, 80], c: [120, 80, 120, 80, 120] }
const NOTE_S = 0.16

let audio: AudioContext | null = null

/** Browsers let a page sound only after a touch: called on every one. */
export function allowSound(): void {
  try {
    audio ??= typeof AudioContext === 'undefined' ? null : new AudioContext()
    if (audio?.state === 'suspended') void audio.resume().catch(() => undefined)
  } catch {
    audio = null
  }
}

function play(tone: Tone): void {
  if (audio?.state !== 'running') return
  const { hertz, times } = NOTES[tone]
  for (let i = 0; i < times; i++) {
    const note = audio.createOscillator()
    const volume = audio.createGain()
    const begin = audio.currentTime + i * NOTE_S * 1.5
    note.frequency.value = hertz
    volume.gain.setValueAtTime(0.35, begin)
    volume.gain.exponentialRampToValueAtTime(0.001, begin + NOTE_S)
    note.connect(volume).connect(audio.destination)
    note.start(begin)
    note.stop(begin + NOTE_S)
  }
}

/** `quiet`: an exam is being held near this gate; vibration goes on. */
export function signal(tone: Tone, quiet: boolean): void {
  if (settings.sound && !quiet) play(tone)
  navigator.vibrate?.(PULSES[tone])
}
