/** What the page looks at is its address: links, the back button and reloading all work. */
import { useEffect, useState } from 'preact/hooks'
import { type Place, placeLink, readLink } from '../links.ts'
import type { PageBenchmark } from '../page-data.ts'
import { applyScope } from './scope.ts'

export interface Whereabouts {
  /** Undefined where everything is protected, and nobody has asked for any of it. */
  readonly place: Place | undefined
  /** Rises when an address was followed, and not when the page itself has changed it. */
  readonly arrivals: number
}

/** @param change undefined fields are taken out */
export type Go = (
  change: { readonly [Name in keyof Place]?: Place[Name] | undefined },
  options?: { readonly replace?: boolean },
) => void

export function usePlace(benchmarks: readonly PageBenchmark[]): readonly [Whereabouts, Go] {
  const names = benchmarks.map(({ name }) => name)
  const [where, setWhere] = useState<Whereabouts>(() => ({
    place: readLink(location.hash, names) ?? firstPlace(benchmarks),
    arrivals: 0,
  }))

  useEffect(() => {
    const follow = () => {
      const place = readLink(location.hash, names)
      if (location.hash === '#all') applyScope({ benchmark: '' })
      if (place === undefined) return
      applyScope(place)
      setWhere(({ arrivals }) => ({ place, arrivals: arrivals + 1 }))
      if (place.sample === undefined) document.getElementById('scope')?.scrollIntoView()
    }
    addEventListener('hashchange', follow)
    follow()
    return () => removeEventListener('hashchange', follow)
  }, [])

  const go: Go = (change, { replace = false } = {}) => {
    const all = { benchmark: '', ...where.place, ...change }
    const next = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as unknown as Place
    history[replace ? 'replaceState' : 'pushState'](null, '', placeLink(next))
    setWhere(({ arrivals }) => ({ place: readLink(location.hash, names) ?? next, arrivals }))
  }
  return [where, go]
}

/** The worst result that is not protected: protected questions are looked at when somebody asks for them. */
function firstPlace(benchmarks: readonly PageBenchmark[]): Place | undefined {
  const open = benchmarks.find(({ isProtected }) => !isProtected)
  return open === undefined ? undefined : { benchmark: open.name }
}
