"""Where `thidua` begins: whoever stops it while it still loads is answered too. Standard library only."""

import sys

STOPPED = 130


def main() -> None:
    try:
        from infra.local.cli import app

        app()
    except KeyboardInterrupt:
        sys.stderr.write("Lỗi: Đã dừng, chưa làm gì.\nError: Stopped, nothing was done.\n")
        sys.exit(STOPPED)


if __name__ == "__main__":
    main()
