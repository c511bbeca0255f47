/** Takes the marks out of generated queries, and says where they were. */
export function takeMarks(program: string): { readonly text: string }
