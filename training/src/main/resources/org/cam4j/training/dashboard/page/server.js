// Asks the server.

/** A value; null where what is known is still true. */
export async function ask(path, mark = '') {
  const answer = await fetch(path, {cache: 'no-store', headers: mark ? {'If-None-Match': mark} : {}});
  if (answer.status === 304) {
    return null;
  }
  if (!answer.ok) {
    const failure = new Error((await answer.text()).trim() || `${path}: ${answer.status}`);
    failure.status = answer.status;
    throw failure;
  }
  const value = await answer.json();
  value.mark ??= answer.headers.get('ETag');
  return value;
}

/** Asks a run to stop; gives what the server says. */
export async function askToStop(run) {
  const answer = await fetch(`/cam4j/runs/${run.id}/stop`, {method: 'POST', headers: {'X-Cam4j-Stop': run.stopToken}});
  return (await answer.text()).trim();
}
