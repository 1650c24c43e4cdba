"""One cv2.VideoCapture.read() per request, as programs built on OpenCV take their pictures.

usage: one_read_per_request.py NODE IDLE.json FOLDER NAME
Prints, for each picture, when it was asked for and the kernel's stamp of the frame that came (CLOCK_MONOTONIC, ms);
the picture itself is FOLDER/NAME-<number>.png.
"""
import json
import sys
import time

import cv2

node, idle_file, folder, name = sys.argv[1:]
with open(idle_file) as file:
    all_idle_ms = json.load(file)
capture = cv2.VideoCapture(node, cv2.CAP_V4L2)
capture.set(cv2.CAP_PROP_FRAME_WIDTH, 640)
capture.set(cv2.CAP_PROP_FRAME_HEIGHT, 480)
print("opened" if capture.isOpened() else "failed", flush=True)
for number, idle_ms in enumerate(all_idle_ms):
    time.sleep(idle_ms / 1000)
    asked_at_ms = time.monotonic() * 1000
    ok, picture = capture.read()
    stamp_ms = capture.get(cv2.CAP_PROP_POS_MSEC)
    cv2.imwrite(f"{folder}/{name}-{number}.png", cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY))
    print(f"{number} {asked_at_ms} {stamp_ms}", flush=True)
