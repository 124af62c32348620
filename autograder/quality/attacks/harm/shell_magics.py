"""Uses the notebook's own ways to run programs and write files.

must: they reach what the sandbox reaches, and nothing else
earns: 10
exercises: rle
"""

from autograder.quality.attack_corpus import RIGHT_RLE

CELLS = {
    "rle": r"""
shell = get_ipython()
for words in ("touch /planted-by-an-attack", "id", "ps aux", "mount", "cat /etc/shadow", "crontab -l"):
    try:
        shell.system(words)
    except Exception as error:
        print(error)
for magic, line in (("pip", "--version"), ("load_ext", "sql"), ("store", "x"), ("logstart", "/tmp/log.py")):
    try:
        shell.run_line_magic(magic, line)
    except Exception as error:
        print(error)
"""
    + RIGHT_RLE
}
