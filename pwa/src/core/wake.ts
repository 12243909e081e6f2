/** Lets whoever stores something new ask for sending without knowing sync. */
let listener: () => void = () => undefined

export function onWake(work: () => void): void {
  listener = work
}

export const wake = (): void => listener()
