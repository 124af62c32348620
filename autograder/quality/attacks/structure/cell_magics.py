"""Makes the answer cell a shell script, a page of HTML, or a file to be written.

must: magics reach what the sandbox reaches; the other exercises keep their points
earns: 0
exercises: rle bit_packing
others: reference
"""

CELLS = {
    "rle": "%%bash\ntouch /planted-by-an-attack planted-by-an-attack\necho 10\n",
    "bit_packing": "%%writefile ../../../planted-by-an-attack.txt\nplanted-by-an-attack\n",
}
