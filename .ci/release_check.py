"""Lists per artifact what Maven Central asks for and this repository folder lacks; ends with 1 if anything is missing."""
import hashlib
import sys
import zipfile
from pathlib import Path
from xml.etree import ElementTree

POM = "{http://maven.apache.org/POM/4.0.0}"
EXPECTED = {"cam4j-" + name for name in "bom parent evaluation datasets layers training experiments spark".split()}
INHERITED = ["url", "licenses/license/name", "licenses/license/url", "developers/developer/name", "scm/connection",
             "scm/developerConnection", "scm/url"]


def pom_of(poms, artifact, path):
    """The text of a field in a POM or in its parents."""
    while artifact is not None:
        root = poms[artifact]
        found = root.findtext(POM + ("/" + POM).join(path.split("/")))
        if found:
            return found
        artifact = root.findtext(f"{POM}parent/{POM}artifactId")
    return None


def missing(poms, artifact, pom):
    root = poms[artifact]
    for field in ["name", "description"]:
        if not root.findtext(POM + field):
            yield f"<{field}>"
    for field in INHERITED:
        if not pom_of(poms, artifact, field):
            yield f"<{field}>"
    files = [pom]
    if root.findtext(POM + "packaging", "jar") != "pom":
        jars = [pom.with_name(pom.stem + suffix + ".jar") for suffix in ["", "-sources", "-javadoc"]]
        files += jars
        for jar in jars:
            if not jar.exists():
                yield jar.name
        if jars[0].exists():
            with zipfile.ZipFile(jars[0]) as jar:
                if b"Automatic-Module-Name: org.cam4j." not in jar.read("META-INF/MANIFEST.MF"):
                    yield "Automatic-Module-Name"
    for file in files:
        for algorithm in ["md5", "sha1"]:
            checksum = file.with_name(f"{file.name}.{algorithm}")
            if file.exists() and not checksum.exists():
                yield checksum.name
            elif file.exists() and checksum.read_text().split()[0] != hashlib.new(algorithm, file.read_bytes()).hexdigest():
                yield f"a right {checksum.name}"
    signatures = [file for file in files if file.with_name(file.name + ".asc").exists()]
    if signatures and len(signatures) < len(files):
        yield "signatures of some files"


def main(folder):
    paths = {path.parent.parent.name: path for path in sorted(Path(folder).rglob("*.pom"))}
    poms = {artifact: ElementTree.parse(path).getroot() for artifact, path in paths.items()}
    failed = False
    for artifact in sorted(EXPECTED ^ set(poms)):
        failed = True
        print(f"{artifact}: {'was deployed, which was not expected' if artifact in poms else 'was not deployed'}")
    for artifact, pom in paths.items():
        lacks = list(missing(poms, artifact, pom))
        signed = pom.with_name(pom.name + ".asc").exists()
        failed |= bool(lacks)
        print(f"{artifact}: {'lacks ' + ', '.join(lacks) if lacks else 'complete'}{'' if signed else ' (not signed)'}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
