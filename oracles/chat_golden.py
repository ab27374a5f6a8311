"""Writes the chats that ChatTemplateGoldenTest renders, as transformers renders them.

    pip install -r oracles/requirements.txt jinja2
    python oracles/chat_golden.py LLAMA_CPP core/src/test/resources/dev/pare/core/golden/chat/chats.json
    python oracles/chat_golden.py --all FOLDER OUT.json

LLAMA_CPP is a checkout of llama.cpp, whose models/templates holds the true templates of PUBLISHED, all of models under
Apache-2.0 or MIT. FAMILIES are written for this test in the constructs of families whose own templates have another
licence. SNIPPETS show the language: what each prints, or null where Jinja refuses it. The clock stands at NOW.

With --all, the templates are a folder's *.jinja; give the result to the test as -Dpare.chat.golden=OUT.json.
"""

import datetime
import json
import sys
from pathlib import Path

from transformers.utils import chat_template_utils

NOW = datetime.datetime(2026, 2, 3, 4, 5, 6)
VARIABLES = {"bos_token": "<s>", "eos_token": "</s>", "unk_token": "<unk>", "pad_token": "<pad>"}

PUBLISHED = {
    "Qwen-Qwen2.5-7B-Instruct": "Apache-2.0",
    "Qwen-Qwen3-0.6B": "Apache-2.0",
    "mistralai-Mistral-Nemo-Instruct-2407": "Apache-2.0",
    "ibm-granite-granite-3.3-2B-Instruct": "Apache-2.0",
    "microsoft-Phi-3.5-mini-instruct": "MIT",
    "deepseek-ai-DeepSeek-R1-Distill-Qwen-32B": "MIT",
}

FAMILIES = {
    "chatml": """{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n' }}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}""",
    "smollm2": """{% for message in messages %}{% if loop.first and messages[0]['role'] != 'system' %}{{ '<|im_start|>system\\nYou are small.<|im_end|>\\n' }}{% endif %}{{'<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n'}}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}""",
    "zephyr": """{% for message in messages %}
{% if message['role'] == 'user' %}
{{ '<|user|>\\n' + message['content'] + eos_token }}
{% elif message['role'] == 'system' %}
{{ '<|system|>\\n' + message['content'] + eos_token }}
{% elif message['role'] == 'assistant' %}
{{ '<|assistant|>\\n'  + message['content'] + eos_token }}
{% endif %}
{% if loop.last and add_generation_prompt %}
{{ '<|assistant|>' }}
{% endif %}
{% endfor %}
""",
    "llama2": """{% if messages[0]['role'] == 'system' %}{% set turns = messages[1:] %}{% set preface = messages[0]['content'] %}{% elif false == true and not '<<SYS>>' in messages[0]['content'] %}{% set turns = messages %}{% set preface = 'Be brief.' %}{% else %}{% set turns = messages %}{% set preface = false %}{% endif %}{% for message in turns %}{% if (message['role'] == 'user') != (loop.index0 % 2 == 0) %}{{ raise_exception('Roles must alternate: user, assistant, user, …') }}{% endif %}{% if loop.index0 == 0 and preface != false %}{% set content = '<<SYS>>\\n' + preface + '\\n<</SYS>>\\n\\n' + message['content'] %}{% else %}{% set content = message['content'] %}{% endif %}{% if message['role'] == 'user' %}{{ bos_token + '[INST] ' + content.strip() + ' [/INST]' }}{% elif message['role'] == 'system' %}{{ '<<SYS>>\\n' + content.strip() + '\\n<</SYS>>\\n\\n' }}{% elif message['role'] == 'assistant' %}{{ ' '  + content.strip() + ' ' + eos_token }}{% endif %}{% endfor %}""",
    "llama3": """{% set turns = messages %}{% for message in turns %}{% set content = '<|start_header_id|>' + message['role'] + '<|end_header_id|>\n\n'+ message['content'] | trim + '<|eot_id|>' %}{% if loop.index0 == 0 %}{% set content = bos_token + content %}{% endif %}{{ content }}{% endfor %}{% if add_generation_prompt %}{{ '<|start_header_id|>assistant<|end_header_id|>\n\n' }}{% endif %}""",
    "llama3.2": """{{- bos_token }}
{%- if custom_tools is defined %}
    {%- set tools = custom_tools %}
{%- endif %}
{%- if not date_string is defined %}
    {%- if strftime_now is defined %}
        {%- set date_string = strftime_now("%d %b %Y") %}
    {%- else %}
        {%- set date_string = "26 Jul 2024" %}
    {%- endif %}
{%- endif %}
{%- if not tools is defined %}
    {%- set tools = none %}
{%- endif %}

{#- The system message, to be put in the right place #}
{%- if messages[0]['role'] == 'system' %}
    {%- set preface = messages[0]['content']|trim %}
    {%- set messages = messages[1:] %}
{%- else %}
    {%- set preface = "" %}
{%- endif %}
{{- "<|start_header_id|>system<|end_header_id|>\\n\\n" }}
{{- "Today Date: " + date_string + "\\n\\n" }}
{{- preface }}
{{- "<|eot_id|>" }}
{%- for message in messages %}
    {%- if not (message.role == 'ipython' or message.role == 'tool' or 'tool_calls' in message) %}
        {{- '<|start_header_id|>' + message['role'] + '<|end_header_id|>\\n\\n'+ message['content'] | trim + '<|eot_id|>' }}
    {%- elif 'tool_calls' in message %}
        {%- if not message.tool_calls|length == 1 %}
            {{- raise_exception("One tool call at a time!") }}
        {%- endif %}
    {%- endif %}
{%- endfor %}
{%- if add_generation_prompt %}
    {{- '<|start_header_id|>assistant<|end_header_id|>\\n\\n' }}
{%- endif %}
""",
    "mistral-v1": """{%- if messages[0]['role'] == 'system' %}
    {%- set preface = messages[0]['content'] %}
    {%- set turns = messages[1:] %}
{%- else %}
    {%- set turns = messages %}
{%- endif %}

{{- bos_token }}
{%- for message in turns %}
    {%- if (message['role'] == 'user') != (loop.index0 % 2 == 0) %}
        {{- raise_exception('After an optional system message, roles must alternate') }}
    {%- endif %}
    {%- if message['role'] == 'user' %}
        {%- if loop.first and preface is defined %}
            {{- ' [INST] ' + preface + '\\n\\n' + message['content'] + ' [/INST]' }}
        {%- else %}
            {{- ' [INST] ' + message['content'] + ' [/INST]' }}
        {%- endif %}
    {%- elif message['role'] == 'assistant' %}
        {{- ' ' + message['content'] + eos_token}}
    {%- else %}
        {{- raise_exception('Unknown role ' ~ message.role) }}
    {%- endif %}
{%- endfor %}
""",
    "gemma2": """{{ bos_token }}{% if messages[0]['role'] == 'system' %}{{ raise_exception('No system role, please') }}{% endif %}{% for message in messages %}{% if (message['role'] == 'user') != (loop.index0 % 2 == 0) %}{{ raise_exception('Roles must alternate') }}{% endif %}{% if (message['role'] == 'assistant') %}{% set role = 'model' %}{% else %}{% set role = message['role'] %}{% endif %}{{ '<start_of_turn>' + role + '
' + message['content'] | trim + '<end_of_turn>
' }}{% endfor %}{% if add_generation_prompt %}{{'<start_of_turn>model
'}}{% endif %}""",
    "gemma3": """{{ bos_token }}
{%- if messages[0]['role'] == 'system' -%}
    {%- if messages[0]['content'] is string -%}
        {%- set prefix = messages[0]['content'] + '

' -%}
    {%- else -%}
        {%- set prefix = messages[0]['content'][0]['text'] + '

' -%}
    {%- endif -%}
    {%- set turns = messages[1:] -%}
{%- else -%}
    {%- set prefix = "" -%}
    {%- set turns = messages -%}
{%- endif -%}
{%- for message in turns -%}
    {%- if (message['role'] == 'user') != (loop.index0 % 2 == 0) -%}
        {{ raise_exception("Roles must alternate") }}
    {%- endif -%}
    {%- if (message['role'] == 'assistant') -%}
        {%- set role = "model" -%}
    {%- else -%}
        {%- set role = message['role'] -%}
    {%- endif -%}
    {{ '<start_of_turn>' + role + '
' + (prefix if loop.first else "") }}
    {%- if message['content'] is string -%}
        {{ message['content'] | trim }}
    {%- elif message['content'] is iterable -%}
        {%- for item in message['content'] -%}
            {%- if item['type'] == 'image' -%}
                {{ '<start_of_image>' }}
            {%- elif item['type'] == 'text' -%}
                {{ item['text'] | trim }}
            {%- endif -%}
        {%- endfor -%}
    {%- else -%}
        {{ raise_exception("Unknown content") }}
    {%- endif -%}
    {{ '<end_of_turn>
' }}
{%- endfor -%}
{%- if add_generation_prompt -%}
    {{'<start_of_turn>model
'}}
{%- endif -%}
""",
    "phi3": """{{ bos_token }}{% for message in messages %}{% if (message['role'] == 'user') %}{{'<|user|>' + '\n' + message['content'] + '<|end|>' + '\n' + '<|assistant|>' + '\n'}}{% elif (message['role'] == 'assistant') %}{{message['content'] + '<|end|>' + '\n'}}{% endif %}{% endfor %}""",
    "thinking": """{%- set ns = namespace(last=messages|length - 1, seen=false) %}
{%- for message in messages[::-1] %}
    {%- set index = (messages|length - 1) - loop.index0 %}
    {%- if not ns.seen and message.role == "user" and not(message.content.startswith('<x>') and message.content.endswith('</x>')) %}
        {%- set ns.seen = true %}
        {%- set ns.last = index %}
    {%- endif %}
{%- endfor %}
{%- macro head(role, sep='\\n') -%}
<|{{ role }}|>{{ sep }}
{%- endmacro %}
{%- for message in messages %}
    {%- if message.role == 'assistant' %}
        {%- set content = message.content.split('</think>')[-1].lstrip('\\n') %}
        {{- head('assistant') }}{% generation %}{{ content }}{% endgeneration %}
    {%- else %}
        {{- head(message.role) + message.content }}
    {%- endif %}
    {%- if loop.index0 > ns.last %}{{ ' late' }}{% endif %}
    {{- eos_token + '\\n' }}
{%- endfor %}
{%- if add_generation_prompt %}
    {{- head('assistant', sep='') }}
    {%- if enable_thinking is defined and enable_thinking is false %}
        {{- '<think></think>' }}
    {%- endif %}
{%- endif %}
""",
}

CHATS = {
    "one": [("user", "Hello")],
    "system": [("system", "Be kind."), ("user", "What is 2 + 2?")],
    "turns": [("user", " Hi "), ("assistant", "Hello!\n"), ("user", "Why?\n\nSay it."), ("assistant", "Because."), ("user", "Thanks")],
    "system and turns": [("system", " You\nare terse. "), ("user", "a"), ("assistant", "<think>\nhm\n</think>\n\nb"), ("user", "c")],
    "answered": [("user", "a"), ("assistant", "b")],
    "unicode": [("user", "é 日本語 👩‍👩‍👧 \u00a0ok\u3000"), ("assistant", "ß → 𝄞"), ("user", "\u2003x\u2003")],
    "empty": [("system", ""), ("user", ""), ("assistant", ""), ("user", "")],
    "braces": [("user", "{{ bos_token }} {% if %} <|im_end|> \\n 'q' \"d\" &lt;")],
    "two users": [("user", "a"), ("user", "b")],
    "other role": [("critic", "no")],
    "none": [],
}

SNIPPETS = (Path(__file__).parent / "chat_snippets.txt")


def render(template, messages, generate):
    try:
        rendered, _ = chat_template_utils.render_jinja_template(
            [messages], chat_template=template, add_generation_prompt=generate, **VARIABLES)
        return rendered[0]
    except Exception:
        return None


def chats(templates):
    golden = {}
    for name, (origin, template) in templates.items():
        outputs = {}
        for chat, turns in CHATS.items():
            messages = [{"role": role, "content": content} for role, content in turns]
            outputs[chat] = [render(template, messages, generate) for generate in (False, True)]
        golden[name] = {"origin": origin, "template": template, "rendered": outputs}
    return golden


def snippets():
    messages = [{"role": role, "content": content} for role, content in CHATS["turns"]]
    parts = SNIPPETS.read_text(encoding="utf-8").split("\n----\n")
    return [[part, render(part, messages, True)] for part in parts]


def main(*arguments):
    class Clock(datetime.datetime):
        @classmethod
        def now(cls, tz=None):
            return NOW

    chat_template_utils.datetime = Clock
    if arguments[0] == "--all":
        folder, target = arguments[1:]
        templates = {path.stem: (str(path), path.read_text(encoding="utf-8")) for path in sorted(Path(folder).glob("*.jinja"))}
    else:
        llama_cpp, target = arguments
        templates = {
            name: (f"{name}, {licence}", (Path(llama_cpp) / "models/templates" / f"{name}.jinja").read_text(encoding="utf-8"))
            for name, licence in PUBLISHED.items()}
        templates.update({name: ("written for this test", template) for name, template in FAMILIES.items()})
    golden = {
        "chats": {name: [{"role": r, "content": c} for r, c in turns] for name, turns in CHATS.items()},
        "templates": chats(templates),
        "snippets": snippets(),
    }
    Path(target).parent.mkdir(parents=True, exist_ok=True)
    Path(target).write_text(json.dumps(golden, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
    rendered = [x for t in golden["templates"].values() for pair in t["rendered"].values() for x in pair]
    print(f"{len(templates)} templates, {len(rendered)} renderings, {rendered.count(None)} refused;"
          f" {len(golden['snippets'])} snippets, {sum(s[1] is None for s in golden['snippets'])} refused")


if __name__ == "__main__":
    main(*sys.argv[1:])
