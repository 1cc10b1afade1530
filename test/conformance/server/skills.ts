/** Two skills in three files (SEP-2640), served by the SDK's own extension. */
import { SkillsExtension, memorySkillFiles } from '@modelcontextprotocol/server/ext/skills';

function skill(name: string, description: string): string {
  return `---\nname: ${name}\ndescription: ${description}\n---\n\n# ${name}\n`;
}

export function loadSkills(): Promise<SkillsExtension> {
  return SkillsExtension.load(
    memorySkillFiles({
      'code-review/SKILL.md': skill('code-review', 'How to review a change'),
      'code-review/references/checklist.md': '# Checklist\n\n- Read the tests first\n',
      'release-notes/SKILL.md': skill('release-notes', 'How to write release notes'),
    }),
  );
}
