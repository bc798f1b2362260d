/** The part of a report that works with its reader: samples, filtered, side by side, each with an address of its own. */
import { render } from 'preact'
import type { PageData } from '../page-data.ts'
import { Explorer } from './explorer.tsx'
import { fileSource } from './source.ts'

const root = document.getElementById('app')
const embedded = document.getElementById('data')?.textContent
if (root !== null && embedded) {
  const data: PageData = JSON.parse(embedded)
  render(<Explorer data={data} source={fileSource(data)} />, root)
}
