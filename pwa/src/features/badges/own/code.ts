/** The QR code of a token as one vector path, made on the phone: works in flight mode. */
export interface Code {
  size: number
  path: string
}

/** Modules of a code, row by row. */
export interface Modules {
  size: number
  get(x: number, y: number): boolean
}

/** Dark runs, a little too high: rows that only touch leave hairlines on a screen. */
export function pathOf({ size, get }: Modules): Code {
  let path = ''
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      if (!get(x, y)) continue
      const from = x
      while (x < size && get(x, y)) x++
      path += `M${from} ${y}h${x - from}v1.02h${from - x}z`
    }
  }
  return { size, path }
}

/** Level M, as on paper; the maker of codes comes with the first badge that is shown. */
export async function codeOf(token: string): Promise<Code> {
  const { generate, correction } = await import('lean-qr')
  const made = generate(token, { minCorrectionLevel: correction.M, maxCorrectionLevel: correction.M })
  return pathOf({ size: made.size, get: (x, y) => made.get(x, y) })
}
