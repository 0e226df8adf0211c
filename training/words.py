"""The words of the package: what it is for, what it may say, what it advises. Reviewed as text, so kept apart from code."""

ABOUT = {
    "title": "Children's chest X-ray: normal, viral or bacterial pneumonia",
    "architecture": "EfficientNet",
    "framework": "PyTorch",
    "backbone": "EfficientNet-Lite0, ImageNet weights (Apache-2.0), one grey channel, heads on the 1/16 and 1/32 maps",
}

INTENDED_USE = {
    "modality": ["CR", "DX", "DR", "RG", "XR"],
    "bodyPart": ["CHEST", "THORAX"],
    "view": ["AP", "PA"],
    "ageYears": {"min": 1, "max": 5},
    "mayLocalise": True,
    "statement": (
        "Orders frontal chest X-rays of children of one to five years so that films with signs of pneumonia, first of all of the bacterial kind, "
        "reach a doctor sooner. It was trained on films of one hospital (Guangzhou Women and Children's Medical Center). It makes no diagnosis, looks for "
        "nothing but pneumonia, and must not be used to delay or replace reading by a doctor. Adults, infants under one year, lateral views and other "
        "body parts lie outside its use."
    ),
}

FINDINGS = {
    "normal": None,
    "viral": {"type": "interstitial opacity pattern"},
    "bacterial": {"type": "focal consolidation pattern"},
}

RECOMMENDATIONS = {
    "low": [
        "No sign of pneumonia was recognised. A doctor reads the film in the usual order.",
        "A normal film does not rule out early pneumonia: the clinical picture decides.",
    ],
    "medium": [
        "Pattern seen more often in viral pneumonia. Read soon and compare with the clinical picture.",
        "Viral and bacterial pneumonia overlap on X-ray: consider laboratory tests before treatment is chosen.",
    ],
    "high": [
        "Pattern seen more often in bacterial pneumonia. Read without delay.",
        "If confirmed, this kind needs prompt referral and treatment; look for effusion and complications.",
    ],
    "notRead": [
        "The AI has not read this study; the reason is given. A doctor reads it in clinical order.",
    ],
}

# On softmax(quality)[class]. Refused: a score on such a film would be about the wrong picture. Warned: the score stands with a mark.
QUALITY_THRESHOLDS = {
    "rotated": {"warn": 0.5, "refuse": 0.8},
    "inverted": {"warn": 0.5, "refuse": 0.8},
    "cropped": {"warn": 0.5, "refuse": 0.9},
    "blurred": {"warn": 0.5, "refuse": 0.95},
    "washed_out": {"warn": 0.5, "refuse": 0.9},
    "low_resolution": {"warn": 0.5, "refuse": 0.95},
}
