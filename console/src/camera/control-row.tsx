import { useSignal } from '@preact/signals'
import { useCallback, useEffect, useId, useRef } from 'preact/hooks'
import type { CameraControl, CameraControls } from '../../../client/src/index.ts'
import { Icon } from '../shell/icon.tsx'
import { number, text } from '../text/text.ts'

interface Props {
  control: CameraControl
  drift: CameraControls['drift'][number] | undefined
  onSet(value: number): Promise<void>
}

/** One control with its lock. While it is dragged, values are sent one after the other, the newest last. */
export function ControlRow({ control, drift, onSet }: Props) {
  const id = useId()
  const locked = useSignal(true)
  const shown = useSignal(control.value)
  const outOfRange = useSignal(false)
  const { send, isSending } = useNewestLast(onSet)
  useEffect(() => {
    // While it is dragged, what was read back is behind the hand.
    if (isSending()) return
    shown.value = control.value
    outOfRange.value = false
  }, [control, shown, outOfRange, isSending])
  const { camera: texts } = text.value
  const name = texts.names[control.name] ?? control.label
  const unit = unitOf(control.name)
  const disabled = locked.value || control.read_only
  const change = (value: number) => {
    if (Number.isNaN(value)) return
    shown.value = value
    outOfRange.value = isNumber(control) && (value < control.min || value > control.max)
    if (!outOfRange.value) send(value)
  }
  return (
    <div class="control" data-control={control.name} data-locked={locked.value}>
      <label for={id}>{name}</label>
      <span class="control-value">
        <Value
          id={id}
          control={control}
          value={shown.value}
          disabled={disabled}
          invalid={outOfRange.value}
          onChange={change}
        />
        <span class="control-unit">{unit}</span>
      </span>
      <button
        type="button"
        class="tool"
        disabled={control.read_only}
        title={locked.value ? texts.unlock(name) : texts.lock(name)}
        aria-label={locked.value ? texts.unlock(name) : texts.lock(name)}
        onClick={() => {
          locked.value = !locked.value
        }}
      >
        <Icon name={locked.value ? 'lock' : 'unlock'} />
      </button>
      <div class="control-range">
        {isNumber(control) && (
          <input
            type="range"
            aria-label={name}
            min={control.min}
            max={control.max}
            step={control.step}
            value={shown.value}
            disabled={disabled}
            onInput={(event) => change(event.currentTarget.valueAsNumber)}
          />
        )}
        <button
          type="button"
          class="quiet"
          disabled={disabled || shown.value === control.default}
          aria-label={texts.resetOf(name)}
          onClick={() => change(control.default)}
        >
          {texts.reset}
        </button>
      </div>
      {outOfRange.value && (
        <p class="control-note control-drift" role="alert">
          {texts.limits(number(control.min), number(control.max), unit ?? '')}
        </p>
      )}
      {drift && <p class="control-note control-drift">{texts.drifted(number(drift.wanted))}</p>}
      {!control.active && <p class="control-note">{texts.automatic}</p>}
      {control.read_only && <p class="control-note">{texts.readOnly}</p>}
    </div>
  )
}

interface ValueProps {
  id: string
  control: CameraControl
  value: number
  disabled: boolean
  invalid: boolean
  onChange(value: number): void
}

function Value({ id, control, value, disabled, invalid, onChange }: ValueProps) {
  if (control.menu)
    return (
      <select
        id={id}
        value={value}
        disabled={disabled}
        onChange={(event) => onChange(Number(event.currentTarget.value))}
      >
        {control.menu.map((choice) => (
          <option key={choice.value} value={choice.value}>
            {choice.label}
          </option>
        ))}
      </select>
    )
  if (control.type === 'boolean')
    return (
      <input
        id={id}
        type="checkbox"
        checked={value !== 0}
        disabled={disabled}
        onChange={(event) => onChange(Number(event.currentTarget.checked))}
      />
    )
  return (
    <input
      id={id}
      type="number"
      min={control.min}
      max={control.max}
      step={control.step}
      value={value}
      disabled={disabled}
      aria-invalid={invalid}
      onChange={(event) => onChange(event.currentTarget.valueAsNumber)}
    />
  )
}

const isNumber = ({ type }: CameraControl) => type === 'integer' || type === 'float'

/** The unit stands at the end of a control's name, as in exposure_us. */
function unitOf(name: string): string | undefined {
  const { units } = text.value.camera
  return units[name.split('_').at(-1) as keyof typeof units]
}

/** Calls with the newest value when the call before has ended; values that were overtaken are left out. */
function useNewestLast(call: (value: number) => Promise<void>) {
  const waiting = useRef<number | null>(null)
  const sending = useRef(false)
  const isSending = useCallback(() => sending.current, [])
  const send = async (value: number) => {
    waiting.current = value
    if (sending.current) return
    sending.current = true
    while (waiting.current !== null) {
      const next = waiting.current
      waiting.current = null
      await call(next)
    }
    sending.current = false
  }
  return { send, isSending }
}
