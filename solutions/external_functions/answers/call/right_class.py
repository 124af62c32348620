"""A class keeps what is paused, and the answer is looked at by match.

kind: right
"""

import secrets


class Pauses:
    def __init__(self, most, pause):
        if not most >= 0:
            raise ValueError(f"no such budget: {most}")
        self.most, self.pause, self.all = most, pause, []

    def make(self, endpoint, number):
        self.all.append(self.pause(number))
        if sum(self.all) > self.most:
            raise TimeoutError(f"pauses of {self.all} s")
        endpoint.sleep(self.all[-1])


def call(endpoint, batches, retry_seconds, pause):
    pauses, results = Pauses(retry_seconds, pause), []
    for batch in batches:
        if len(batch) == 0:
            continue
        payload, tries, answered = request(secrets.token_hex(18), batch), 0, False
        while not answered:
            try:
                text, answered = endpoint.invoke(payload), True
            except Throttled:
                tries += 1
            except ServerError:
                tries += 1
            except NoAnswer:
                tries += 1
            if not answered:
                pauses.make(endpoint, tries)
        results = [*results, *look(text, batch)]
    return results


def look(text, batch):
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        raise BadAnswer("this is no JSON") from None
    match found:
        case {"success": False, "error_msg": said}:
            if found["success"] is False:
                raise FunctionFailed(said)
        case {"success": True, "results": list() as results, "num_records": count}:
            if found["success"] is True and count == len(results) == len(batch):
                return results
    raise BadAnswer(f"{found} for {len(batch)} rows")
