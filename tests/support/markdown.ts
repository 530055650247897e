/** The fenced blocks of a Markdown text in one language, in order. */
export const blocks = (markdown: string, language: string): string[] =>
  [...markdown.matchAll(/^```(\w*)\n([\s\S]*?)^```/gm)]
    .filter(([, tag]) => tag === language)
    .map(([, , text]) => text!.trim());
