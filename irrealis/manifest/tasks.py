"""The task categories that the Hugging Face Hub knows, by which people find a dataset there.

Source: the pipelines of huggingface.js (packages/tasks/src/pipelines.ts). What the Hub calls a
subtask, such as natural language inference, is a tag here.
"""

from __future__ import annotations

TASKS = (
    *("text-classification", "token-classification", "table-question-answering"),
    *("question-answering", "zero-shot-classification", "translation", "summarization"),
    *("feature-extraction", "text-generation", "text2text-generation", "fill-mask"),
    *("sentence-similarity", "multiple-choice", "text-retrieval", "text-ranking"),
    *("table-to-text", "tabular-classification", "tabular-regression", "tabular-to-text"),
    *("time-series-forecasting", "graph-ml", "reinforcement-learning", "robotics"),
    *("text-to-speech", "text-to-audio", "automatic-speech-recognition", "audio-to-audio"),
    *("audio-classification", "audio-text-to-text", "voice-activity-detection"),
    *("depth-estimation", "image-classification", "object-detection", "image-segmentation"),
    *("text-to-image", "image-to-text", "image-to-image", "image-to-video", "image-text-to-text"),
    *("image-text-to-image", "image-text-to-video", "unconditional-image-generation"),
    *("video-classification", "text-to-video", "video-to-video", "video-text-to-text"),
    *("visual-question-answering", "document-question-answering", "visual-document-retrieval"),
    *("zero-shot-image-classification", "zero-shot-object-detection", "mask-generation"),
    *("image-feature-extraction", "keypoint-detection", "text-to-3d", "image-to-3d"),
    *("any-to-any", "other"),
)
