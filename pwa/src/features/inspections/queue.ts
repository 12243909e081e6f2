/** Work for one name runs one after the other; different names do not wait for each other. */
export function oneByOne(work: (name: string) => Promise<void>): (name: string) => Promise<void> {
  const last = new Map<string, Promise<void>>()
  return (name) => {
    const turn = (last.get(name) ?? Promise.resolve()).then(() => work(name))
    last.set(name, turn)
    return turn.finally(() => last.get(name) === turn && last.delete(name))
  }
}
