/** How a badge's short words stand on screens, on phones and at the desk. */

/** 「K7-3M」: in two halves, as a person reads it aloud. */
export const shownCode = (code: string): string => `${code.slice(0, 2)}-${code.slice(2)}`

/** A batch without the station before it and the kind of exam after it: both stand beside it anyhow. */
export const shortBatch = (name: string, station: string): string =>
  (name.startsWith(station) ? name.slice(station.length) : name.replace(/^.*站(?=20\d\d年)/, '')).replace(/专项职业能力考核$/, '') || name
