const form = document.getElementById('login');
const failure = document.getElementById('failure');

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  failure.textContent = '';
  const { email, password } = Object.fromEntries(new FormData(form));
  try {
    const answer = await fetch('/api/sessions', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email, password }),
    });
    const body = await answer.json();
    if (!answer.ok) failure.textContent = body.detail;
    else if (!['admin', 'viewer'].includes(body.role)) failure.textContent = 'This account is not an administrator’s.';
    else location.reload();
  } catch {
    failure.textContent = 'The shop cannot be reached; try again shortly.';
  }
});
