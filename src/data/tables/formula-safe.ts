const formulaStart = /^[=+\-@\t\r\0]/;

/** A text that no spreadsheet runs as a formula: `'` stands before `=`, `+`, `-`, `@`, tab, CR or NUL (OWASP ASVS 1.2.10). */
export function formulaSafe(text: string): string {
  return formulaStart.test(text) ? `'${text}` : text;
}
