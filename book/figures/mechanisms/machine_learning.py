"""What the chapter machine_learning draws."""

from __future__ import annotations

from drawings import box, picture, stroke, words


def there_and_back(name: str) -> str:
    """A table and its slices on one side, a training on the other; a sample goes out once, a model comes in, and every
    slice has it."""
    slices = 4
    shapes = [
        box(8, 26, 168, 168, "", ""),
        words(92, 20, "the warehouse", "bold", at="middle"),
        box(256, 62, 96, 50, "a training,\nan hour", "dashed"),
        words(304, 20, "elsewhere", "bold", at="middle"),
        box(24, 40, 136, 26, "a sample of rows", ""),
        box(24, 82, 136, 26, "a function of SQL", "lit"),
        stroke("M160,53 C200,46 226,60 252,76", "arrow"),
        stroke("M256,104 C224,118 196,104 164,96", "arrow"),
        words(204, 44, "once", size=11, at="middle"),
        words(204, 126, "a model", size=11, at="middle"),
    ]
    for number in range(slices):
        x = 18 + 38 * number
        shapes.append(stroke(f"M92,108 L{x + 17},132", "arrow"))
        shapes.append(box(x, 136, 34, 46, "slice", "", 10))
    told = (
        "On the left the warehouse, on the right a training elsewhere. A sample of the table goes out once, and a"
        f" model comes back and is a function of SQL, lit. Below it are {slices} slices: each of them runs the function on"
        " its own rows, and none of their rows leaves."
    )
    return picture(name, 204, "A sample goes out, a model comes in", told, shapes)


#: The trainings of a name: how each ends.
ENDS = ("well", "badly", "well")


def life(name: str) -> str:
    """Three trainings on a line of time, and below it what answers."""
    left, wide, pause = 58.0, 64.0, 20.0
    shapes = [words(4, 56, "trained", size=11), words(4, 118, "answers", size=11)]
    answers, since, story = "nothing", left, []
    for number, end in enumerate(ENDS, 1):
        x = left + (number - 1) * (wide + pause)
        shapes.append(
            box(x, 36, wide, 32, f"training {number}", "" if end == "well" else "dashed", 11)
        )
        shapes.append(words(x + wide, 28, end, size=11, at="middle"))
        story.append(f"Training {number} ends {end}")
        if end == "well":
            shapes.append(stroke(f"M{x + wide:g},68 V96", "arrow"))
            kind = "dashed" if answers == "nothing" else "lit"
            shapes.append(box(since, 98, x + wide - since - 2, 32, answers, kind))
            answers, since = f"model {number}", x + wide
            story[-1] += f", and from then on model {number} answers"
        else:
            story[-1] += f", and {answers} goes on answering"
    shapes.append(box(since, 98, 354 - since, 32, answers, "lit"))
    told = f"{'. '.join(story)}. Until the first has ended nothing answers."
    return picture(name, 140, "What is trained, and what answers", told, shapes)


DRAWINGS = {"there_and_back": there_and_back, "life": life}
