/** Title of a test that proves a numbered requirement: `it(req('A11-f1', 'sentence'), …)`. */
export const req = (id: string, sentence: string): string => `[${id}] ${sentence}`
