import type { TargetedEvent, TargetedKeyboardEvent } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

const TYPING_MS = 300;

/**
 * For an input whose text is in the address: what is half typed stays as it is, spaces at its end included, and is
 * committed when the person pauses or presses Enter.
 *
 * @param commit gets the text without spaces around it
 * @returns properties of the input
 */
export function useTyped(text: string, commit: (text: string) => void) {
  const [typed, setTyped] = useState(text);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const committed = useRef(text);
  useEffect(() => {
    // The address has another text than the one that was typed here, such as after the way back.
    if (text === committed.current) return;
    clearTimeout(timer.current);
    committed.current = text;
    setTyped(text);
  }, [text]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const commitNow = (value: string) => {
    clearTimeout(timer.current);
    committed.current = value.trim();
    commit(committed.current);
  };
  return {
    value: typed,
    onInput: ({ currentTarget: { value } }: TargetedEvent<HTMLInputElement>) => {
      setTyped(value);
      clearTimeout(timer.current);
      timer.current = setTimeout(() => commitNow(value), TYPING_MS);
    },
    onKeyDown: ({ key, currentTarget }: TargetedKeyboardEvent<HTMLInputElement>) => {
      if (key === 'Enter') commitNow(currentTarget.value);
    },
  };
}
