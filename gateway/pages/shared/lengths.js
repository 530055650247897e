/**
 * The `maxlength` of a field for so many characters. It counts UTF-16 units, of which a character has one or two; the API counts
 * characters, and says so when there are too many. Passwords have none: what is cut without a word is another password.
 */
export const unitsOf = (characters) => 2 * characters;
