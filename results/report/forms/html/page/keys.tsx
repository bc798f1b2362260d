/** Single keys, for whoever reads many samples. */
import { useEffect, useRef } from 'preact/hooks'

const MEANINGS = [
  ['j', 'next sample'],
  ['k', 'previous sample'],
  ['d', 'differences to the baseline, word by word'],
  ['r', 'text as it came, without formatting'],
  ['s', 'replies below each other'],
  ['/', 'search'],
  ['?', 'these keys'],
] as const

type Key = (typeof MEANINGS)[number][0]

/** Not while somebody types, nor with Ctrl, Alt or Meta. */
export function useKeys(actions: Readonly<Record<Key, () => void>>): void {
  const current = useRef(actions)
  current.current = actions
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const { target, key } = event
      if (event.ctrlKey || event.altKey || event.metaKey) return
      if (target instanceof Element && target.closest('input, select, textarea, dialog')) return
      if (!Object.hasOwn(current.current, key)) return
      event.preventDefault()
      current.current[key as Key]()
    }
    addEventListener('keydown', press)
    return () => removeEventListener('keydown', press)
  }, [])
}

export function KeyHelp({ isOpen, close }: { readonly isOpen: boolean; readonly close: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    if (isOpen) dialog.current?.showModal()
    else dialog.current?.close()
  }, [isOpen])
  return (
    <dialog ref={dialog} onClose={close} aria-label="Keys">
      <h3>Keys</h3>
      <dl>
        {MEANINGS.map(([key, meaning]) => (
          <>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{meaning}</dd>
          </>
        ))}
      </dl>
      <button type="button" onClick={close}>
        Close
      </button>
    </dialog>
  )
}
