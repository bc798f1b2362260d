/** What models put around code in the place of a fence, as data. A new one is a row here. */

export interface CodeWrapper {
  readonly open: RegExp
  readonly close: RegExp
  /** Its text is HTML: `&lt;` is `<`. */
  readonly html?: true
  readonly example: string
}

export const CODE_WRAPPERS: readonly CodeWrapper[] = [
  {
    open: /<pre\b[^<>]{0,100}>\s*(?:<code\b[^<>]{0,100}>)?|<code\b[^<>]{0,100}>(?:\s{0,4}<!\[CDATA\[)?/i,
    close: /(?:\]\]>\s{0,4})?<\/(?:code|pre)>/i,
    html: true,
    example: '<pre><code class="language-python">def one():\n    return 0 if 2 &lt; 1 else 1\n</code></pre>',
  },
  {
    open: /<(?:python|solution|program|script|answer|implementation|execute(?:_\w{1,20})?)>/i,
    close: /<\/(?:python|solution|program|script|answer|implementation|execute(?:_\w{1,20})?)>/i,
    example: '<python>\ndef one():\n    return 1\n</python>',
  },
  {
    open: /\[(?:PYTHON|CODE|SOLUTION|ANSWER)\]/i,
    close: /\[\/(?:PYTHON|CODE|SOLUTION|ANSWER)\]/i,
    example: 'Here.\n[PYTHON]\ndef one():\n    return 1\n[/PYTHON]\nIt is one.',
  },
  {
    open: /\[BEGIN\]/,
    close: /\[(?:DONE|END)\]/,
    example: '[BEGIN]\ndef one():\n    return 1\n[DONE]',
  },
  {
    open: /^[#=*\t -]{0,40}BEGIN (?:SOLUTION|CODE)[=*\t -]{0,40}$/im,
    close: /^[#=*\t -]{0,40}END (?:SOLUTION|CODE)[=*\t -]{0,40}$/im,
    example: 'BEGIN SOLUTION\ndef one():\n    return 1\nEND SOLUTION',
  },
  {
    open: /\\begin\{(?:verbatim|lstlisting|minted|code|python)\}(?:\[[^\]\n]{0,100}\])?(?:\{\w{0,20}\})?/,
    close: /\\end\{(?:verbatim|lstlisting|minted|code|python)\}/,
    example: '\\begin{minted}{python}\ndef one():\n    return 1\n\\end{minted}',
  },
  {
    // Without the name of a language, only where the reply begins with it: elsewhere it is a string.
    open: /^[ \t]*(?:'''|""")(?:python3?|py)[ \t]*$|(?<![\s\S])\s*(?:'''|""")[ \t]*$/im,
    close: /^[ \t]*(?:'''|""")[ \t]*$/m,
    example: "'''python\ndef one():\n    return 1\n'''",
  },
  {
    // Backticks of other scripts, escaped ones, and those that a word processor made quotes of.
    open: /^[ \t]*(?:｀{3}|´{3}|(?:\\`){3}|‘{3})[ \t]*(?:python3?|py)?[ \t]*$/im,
    close: /^[ \t]*(?:｀{3}|´{3}|(?:\\`){3}|[‘’]{3})[ \t]*$/m,
    example: '´´´python\ndef one():\n    return 1\n´´´',
  },
  {
    open: /<\|python_(?:tag|start)\|>/,
    close: /<\|(?:eom_id|eot_id|python_end)\|>/,
    example: '<|python_tag|>def one():\n    return 1<|eom_id|>',
  },
]
