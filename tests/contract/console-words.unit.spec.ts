import { expect } from 'chai';
import { RULES } from '../../saga-orchestrator/dist/domain/audit-rules.js';

const file = new URL('../../gateway/pages/console/korean.js', import.meta.url);
const { checks } = (await import(file.href)) as { checks: Record<string, string> };

describe('the Korean texts of the console for the audit', () => {
  it('have every rule, and no other', () => {
    // the orchestrator fills in the name of the saga
    const rules = Object.values(RULES).map((rule) => rule.replace(/ one \S+ saga$/, ' one {saga} saga'));
    expect(Object.keys(checks)).to.have.members(rules);
    for (const [rule, text] of Object.entries(checks)) expect(text, rule).to.match(/[가-힣]/);
  });
});
