/** A labelled list of the values that there are; nothing where there is no choice. */

interface ChooseProps {
  readonly label: string
  readonly value: string
  readonly values: readonly string[]
  readonly onChange: (value: string) => void
}

export function Choose({ label, value, values, onChange }: ChooseProps) {
  const all = [...new Set(values)].sort()
  if (all.length < 2) return null
  return (
    <label>
      <span>{label}</span>
      <select value={value} onChange={({ currentTarget }) => onChange(currentTarget.value)}>
        <option value="">all</option>
        {all.map((one) => (
          <option value={one}>{one}</option>
        ))}
      </select>
    </label>
  )
}
