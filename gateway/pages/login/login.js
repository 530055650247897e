import { ownLanguage, speak } from '/assets/shared/language.js';
import { textOf } from '/assets/shared/problems.js';

const language = ownLanguage();
speak(language);
if (language === 'ko')
  for (const element of document.querySelectorAll('[data-ko]')) element.textContent = element.dataset.ko;
const inBoth = (en, ko) => (language === 'ko' ? ko : en);

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
    if (!answer.ok) failure.textContent = textOf({ code: body.code, message: body.detail }, language);
    else if (!['admin', 'viewer'].includes(body.role))
      failure.textContent = inBoth('This account is not an administrator’s.', '관리자 계정이 아닙니다.');
    else location.reload();
  } catch {
    failure.textContent = inBoth(
      'The shop cannot be reached; try again shortly.',
      '상점에 연결할 수 없습니다. 잠시 뒤 다시 시도하세요.',
    );
  }
});
