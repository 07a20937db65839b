import { ApiError, messageOf } from "../lib/api/api-error.ts";

/** What went wrong as a sentence, and a way to try again. */
export function ProblemNote({ error, retry }: { error: unknown; retry?: () => void }) {
  return (
    <div className="problem" role="alert">
      <p>
        {messageOf(error)}
        {error instanceof ApiError && error.requestId && <small className="faint"> Request {error.requestId}.</small>}
      </p>
      {retry && (
        <button type="button" className="btn" onClick={retry}>
          Try again
        </button>
      )}
    </div>
  );
}
