import { useState } from 'preact/hooks';
import { announce } from './live-region.js';
import { Button } from './button.js';
import { toastRefusal } from './toast.js';

const SHOWN_MS = 1_500;

/** Copies a text. @param label what is copied: `Copy the trace id` */
export function CopyButton({
  text,
  label,
  words,
}: {
  text: string | (() => string);
  label: string;
  words?: string;
}) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(typeof text === 'string' ? text : text());
    } catch {
      // Over plain HTTP from another machine a page has no clipboard.
      toastRefusal('Not copied: this browser gives the page no clipboard');
      return;
    }
    setCopied(true);
    announce('Copied');
    setTimeout(() => setCopied(false), SHOWN_MS);
  };
  return (
    <Button
      kind="quiet"
      icon={copied ? 'check' : 'copy'}
      {...(words === undefined && { label: copied ? 'Copied' : label })}
      onClick={() => void copy()}
    >
      {words}
    </Button>
  );
}
