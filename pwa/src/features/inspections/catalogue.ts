/** The violation catalogue of the notice (section 9): the server's file, bundled lazily. */

export const GROUPS = ['candidate', 'invigilator', 'examiner', 'supervisor', 'station', 'event'] as const

export interface Violation {
  code: string
  group: string
  text: string
  en: string
  major: boolean
}

const sources = import.meta.glob<{ violations: Violation[] }>(
  '../../../../backend/findings/catalogue.json',
  { import: 'default' },
)

export async function loadCatalogue(): Promise<Violation[]> {
  const files = await Promise.all(Object.values(sources).map((load) => load()))
  return files.flatMap((file) => file.violations)
}
