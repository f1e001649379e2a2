// Stage 10: what is left of the image, its ghosts, the veil over the field, and the uniformity of all of them.
#version 330 core

uniform sampler2D source;       // the display's sharp light
uniform float direct;           // share that stays in the image
uniform int ghosts;
uniform sampler2D ghost_table;  // (ghosts, 1): where the second image stands, in 1/32 pixel right and down, and its gain
uniform vec3 veil;              // haze and black level
uniform usampler2D inside;      // 1 where a channel of the display reaches
uniform bool even;              // uniform: without a pattern
uniform sampler2D uniformity;

out vec4 light;

vec3 tap(ivec2 at) {
    ivec2 size = textureSize(source, 0);
    bool within = all(greaterThanEqual(at, ivec2(0))) && all(lessThan(at, size));
    return within ? texelFetch(source, at, 0).rgb : vec3(0.0);
}

void main() {
    ivec2 pixel = ivec2(gl_FragCoord.xy);
    vec3 total = direct * texelFetch(source, pixel, 0).rgb;
    for (int n = 0; n < ghosts; ++n) {
        vec3 ghost = texelFetch(ghost_table, ivec2(n, 0), 0).rgb;
        ivec2 place = 32 * pixel - ivec2(ghost.xy);
        ivec2 at = place >> 5;
        vec2 f = vec2(place & 31) / 32.0;
        vec3 near = mix(tap(at), tap(at + ivec2(1, 0)), f.x);
        vec3 far = mix(tap(at + ivec2(0, 1)), tap(at + ivec2(1, 1)), f.x);
        total += ghost.z * mix(near, far, f.y);
    }
    total += veil * vec3(texelFetch(inside, pixel, 0).rgb);
    if (!even) {
        total *= texelFetch(uniformity, pixel, 0).rgb;
    }
    light = vec4(total, 1.0);
}
