"""`dmpgw patients import`: a gateway of registered patients refuses an unknown one, takes it once its list is imported, and
the list can be imported again.

    patients_test.py [--seed N]
"""
import os
import tempfile

import gateway_process as gp

LISTED = f"{gp.INS}|{gp.PATIENT}"


def run(rng):
    with tempfile.TemporaryDirectory() as folder, gp.Gateway(extra=("--patients", "registered")) as gateway:
        patients = os.path.join(folder, "patients.csv")

        def imported(text):
            with open(patients, "w", encoding="utf-8") as f:
                f.write(text)
            return gateway.cli("patients", "import", patients, "--url", f"https://localhost:{gateway.port}", "--insecure")

        connection = gateway.connect()
        refused = gp.Submission(b"<ClinicalDocument>1</ClinicalDocument>").send_mtom(connection)
        assert not gp.succeeded(refused) and b"XDSUnknownPatientId" in refused[1], refused

        wrong = imported(f"{LISTED};FICTIVAL;COLETTE;yesterday;F\n")
        assert wrong.returncode == 1 and "line 1" in wrong.stderr and "CLI_PATIENT_BIRTH_DATE" in wrong.stderr, wrong
        still = gp.Submission(b"<ClinicalDocument>2</ClinicalDocument>").send_mtom(connection)
        assert not gp.succeeded(still), "a list with a fault was imported by halves"

        listed = f"# id;family;given;birth date;gender\n{LISTED};FICTIVAL;COLETTE;19510412;F\n"
        first = imported(listed)
        assert first.returncode == 0 and first.stdout == "1 patients registered, 0 known already\n", first
        again = imported(listed)
        assert again.returncode == 0 and again.stdout == "0 patients registered, 1 known already\n", again
        taken = gp.Submission(b"<ClinicalDocument>3</ClinicalDocument>").send_mtom(connection)
        assert gp.succeeded(taken), taken
    print("a list of patients is imported whole or not at all, and once")
    return 0


if __name__ == "__main__":
    gp.main(run)
